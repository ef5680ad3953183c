# The flags every target of ours carries, in one INTERFACE target; no global flags.

set(PL_SANITIZE "" CACHE STRING "Sanitizers, e.g. address;undefined or thread")
option(PL_WERROR "Warnings are errors" OFF)
option(PL_FUZZ "Build the libFuzzer targets (clang)" OFF)

# Asserts guard against programming errors in released programs too, so no build type may define NDEBUG.
foreach(language C CXX)
  foreach(type RELEASE RELWITHDEBINFO MINSIZEREL)
    string(REPLACE "-DNDEBUG" "" CMAKE_${language}_FLAGS_${type} "${CMAKE_${language}_FLAGS_${type}}")
  endforeach()
endforeach()

add_library(pl_options INTERFACE)
target_compile_features(pl_options INTERFACE c_std_17 cxx_std_17)
target_compile_definitions(pl_options INTERFACE _GNU_SOURCE)
target_include_directories(pl_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(pl_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wundef -Wformat=2 -Wvla
  -fno-common -fstack-protector-strong
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith>
  # assert(!"sentence") is meant.
  $<$<C_COMPILER_ID:Clang>:-Wno-string-conversion>
  # Sizes in pixels are compared with positions; no picture is 2^24 pixels wide.
  $<$<C_COMPILER_ID:Clang>:-Wno-implicit-int-float-conversion>
  $<$<BOOL:${PL_WERROR}>:-Werror>)

if(PL_SANITIZE)
  list(JOIN PL_SANITIZE "," sanitizers)
  target_compile_options(pl_options INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  # gcc loses track of initialised variables among the sanitizers' calls; the unsanitized build still warns.
  target_compile_options(pl_options INTERFACE $<$<C_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(pl_options INTERFACE -fsanitize=${sanitizers})
endif()

if(PL_FUZZ)
  # Without this a fuzzer sees only its own lines covered, and does not find its way into ours.
  target_compile_options(pl_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
