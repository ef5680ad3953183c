# pl_module(NAME SOURCES files... [DEPS targets...] [PRIVATE targets...])
#
# One room of the house: a static library pl_NAME made of the files listed (never a glob), carrying
# our flags. DEPS are seen by whoever uses the room, PRIVATE ones are not.
function(pl_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;PRIVATE" ${ARGN})
  add_library(pl_${name} STATIC ${arg_SOURCES})
  target_link_libraries(pl_${name} PUBLIC pl_options ${arg_DEPS} PRIVATE ${arg_PRIVATE})
endfunction()

# pl_test(NAME FILES files... [LIBS targets...] [LABELS labels...] [TIMEOUT s])
#
# One test program (cmocka), named after what it promises. Exit 77 means skipped, with the reason printed.
function(pl_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "FILES;LIBS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  add_executable(test_${name} ${arg_FILES})
  target_link_libraries(test_${name} PRIVATE pl_options ${arg_LIBS} PkgConfig::CMOCKA)
  target_compile_definitions(test_${name} PRIVATE
    PL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PL_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" SKIP_RETURN_CODE 77 TIMEOUT ${arg_TIMEOUT})
endfunction()

# pl_fuzzer(NAME FILES files... LIBS targets... CORPUS dir)
#
# A libFuzzer program; built only with PL_FUZZ (clang). `ctest -L fuzz` runs each for PL_FUZZ_SECONDS.
set(PL_FUZZ_SECONDS 60 CACHE STRING "How long each fuzzer runs under ctest -L fuzz")
function(pl_fuzzer name)
  if(NOT PL_FUZZ)
    return()
  endif()
  cmake_parse_arguments(arg "" "CORPUS" "FILES;LIBS" ${ARGN})
  add_executable(fuzz_${name} ${arg_FILES})
  target_link_libraries(fuzz_${name} PRIVATE pl_options ${arg_LIBS})
  target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  math(EXPR limit "${PL_FUZZ_SECONDS} + 60")
  # New inputs go to a scratch folder, so that a run never writes into the source tree.
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/corpus/${name})
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} -max_total_time=${PL_FUZZ_SECONDS} -timeout=10
           -rss_limit_mb=2048 -print_final_stats=1 ${PROJECT_BINARY_DIR}/corpus/${name} ${arg_CORPUS})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT ${limit})
endfunction()

# pl_loadable(NAME SOURCES files... LIBS targets...)
#
# plumbline-NAME.so beside the program: a part that base/module.h loads when it is first needed. Only its entry is seen.
function(pl_loadable name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_library(plumbline-${name} MODULE ${arg_SOURCES})
  target_link_libraries(plumbline-${name} PRIVATE pl_options ${arg_LIBS})
  target_compile_options(plumbline-${name} PRIVATE -fvisibility=hidden)
  target_link_options(plumbline-${name} PRIVATE "LINKER:--exclude-libs,ALL")
  set_target_properties(plumbline-${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  install(TARGETS plumbline-${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/plumbline)
endfunction()
