# pl_embed(OUTPUT SYMBOL FILE): a C file that holds FILE's bytes as `const unsigned char SYMBOL[]` (with a closing NUL
# that is not counted) and `const size_t SYMBOL_length`. Made again when FILE changes.
function(pl_embed output symbol file)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${file} -DOUTPUT=${output} -DSYMBOL=${symbol}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
endfunction()
