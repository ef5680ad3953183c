#!/usr/bin/env python3
"""TLS with a real mosquitto: tls_test.py PROGRAM SCENARIO (--list names them). Exit 77: skipped."""
import subprocess
import sys
import time

from lab import expect
from scenarios import main


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def make_authority(folder, name):
    """A certificate authority: NAME.key, NAME.crt."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 2, "-subj", f"/CN={name}",
            "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt")


def make_certificate(folder, name, authority, subject, alternative="", days=2):
    """NAME.key and NAME.crt for `subject`, vouched for by an authority. Days below 0: it has expired."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={subject}",
            "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
    extensions = folder / f"{name}.ext"
    extensions.write_text(f"subjectAltName={alternative}\n" if alternative else "")
    openssl("x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / f"{authority}.crt", "-CAkey", folder / f"{authority}.key",
            "-CAcreateserial", "-days", days, "-extfile", extensions, "-out", folder / f"{name}.crt")


def with_tls(lab, alternative, settings="", **certificate):
    make_authority(lab.folder, "ca")
    make_certificate(lab.folder, "server", "ca", "test broker", alternative, **certificate)
    lab.settings = f"allow_anonymous true\ncertfile {lab.folder}/server.crt\nkeyfile {lab.folder}/server.key\n{settings}"
    lab.start_broker()


def drive(lab, **settings):
    return lab.drive(**{"host": "localhost", "tls": 1, "ca": lab.folder / "ca.crt", **settings})


def expect_refusal(driver, words):
    """Said once, in words that help, and never connected."""
    expect(lambda: driver.logged("cannot connect"), "not said")
    time.sleep(1)
    assert not driver.is_online() and not driver.logged("connected to"), driver.log
    assert len(driver.logged("cannot connect")) == 1 and driver.logged(words), driver.log


def a_certificate_of_the_right_host_is_accepted(lab):
    with_tls(lab, "DNS:localhost")
    driver = drive(lab)
    expect(driver.is_online, f"never online: {driver.log}")


def a_certificate_of_the_right_address_is_accepted(lab):
    with_tls(lab, "IP:127.0.0.1")
    driver = drive(lab, host="127.0.0.1")
    expect(driver.is_online, f"never online: {driver.log}")


def a_certificate_of_another_host_is_refused(lab):
    with_tls(lab, "DNS:other.example")
    expect_refusal(drive(lab), "certificate is for another name")


def a_certificate_of_another_address_is_refused(lab):
    with_tls(lab, "IP:127.0.0.9")
    expect_refusal(drive(lab, host="127.0.0.1"), "certificate is for another name")


def a_certificate_of_an_unknown_authority_is_refused(lab):
    with_tls(lab, "DNS:localhost")
    expect_refusal(drive(lab, ca=""), ": certificate verify failed;")


def an_expired_certificate_is_refused(lab):
    with_tls(lab, "DNS:localhost", days=-1)
    expect_refusal(drive(lab), ": certificate verify failed;")


def a_broker_without_tls_is_not_spoken_to_in_clear(lab):
    make_authority(lab.folder, "ca")
    lab.start_broker()
    expect_refusal(drive(lab), "no connection")


def an_authority_that_is_not_there_is_named(lab):
    with_tls(lab, "DNS:localhost")
    expect_refusal(drive(lab, ca=lab.folder / "nowhere.crt"), "nowhere.crt")


# --- the broker wants a certificate of ours ---------------------------------------------------------


def with_mutual_tls(lab, user="plumbline_test"):
    """The name in the certificate is the user: the access list lets only that one write."""
    access = lab.folder / "access"
    access.write_text(f"user {user}\ntopic readwrite plumbline/test/#\ntopic write homeassistant/device/plumbline_test/config\n"
                      "topic read homeassistant/status\n")
    with_tls(lab, "DNS:localhost", f"cafile {lab.folder}/ca.crt\nrequire_certificate true\nuse_identity_as_username true\nacl_file {access}\n")


def with_certificate(lab, name):
    return drive(lab, cert=lab.folder / f"{name}.crt", key=lab.folder / f"{name}.key")


def our_certificate_is_shown_and_names_us(lab):
    with_mutual_tls(lab)
    make_certificate(lab.folder, "client", "ca", "plumbline_test")
    driver = with_certificate(lab, "client")
    expect(driver.is_online, f"never online: {driver.log}")
    driver.say("alert 1")
    time.sleep(1)
    assert not driver.logged("does not let us"), driver.log
    assert driver.stop() == 0


def without_a_certificate_of_ours_we_are_refused(lab):
    with_mutual_tls(lab)
    expect_refusal(drive(lab), "wants one of ours")


def a_certificate_of_ours_from_another_authority_is_refused(lab):
    with_mutual_tls(lab)
    make_authority(lab.folder, "other")
    make_certificate(lab.folder, "client", "other", "plumbline_test")
    expect_refusal(with_certificate(lab, "client"), "does not take ours")


def a_certificate_of_ours_with_another_name_may_not_write(lab):
    with_mutual_tls(lab)
    make_certificate(lab.folder, "client", "ca", "somebody_else")
    driver = with_certificate(lab, "client")
    expect(lambda: driver.logged("does not let us write"), f"not said: {driver.log}")


def a_key_that_does_not_fit_its_certificate_is_named(lab):
    with_mutual_tls(lab)
    make_certificate(lab.folder, "client", "ca", "plumbline_test")
    make_certificate(lab.folder, "other", "ca", "plumbline_test")
    expect_refusal(drive(lab, cert=lab.folder / "client.crt", key=lab.folder / "other.key"), "key does not fit")


if __name__ == "__main__":
    sys.exit(main(globals()))
