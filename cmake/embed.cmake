# The script behind pl_embed().
file(READ ${INPUT} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR length "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
       "\\1\n" bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <stddef.h>\n\nextern const unsigned char ${SYMBOL}[];\n\
extern const size_t ${SYMBOL}_length;\n\nconst size_t ${SYMBOL}_length = ${length};\n\
const unsigned char ${SYMBOL}[] = {\n${bytes}0};\n")
