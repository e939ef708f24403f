# postroom_library(name DEPENDS lower folders... LINK outside targets...)
#
# One folder of src/ is one static library of the same name. DEPENDS is the whole list of folders
# that it may include: tools/lint checks the includes against it, the linker the symbols.
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1" CACHE STRING "" FORCE)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -D_FORTIFY_SOURCE=2" CACHE STRING "" FORCE)
set(POSTROOM_SANITIZE "" CACHE STRING "comma separated -fsanitize= list")

add_library(postroom_flags INTERFACE)
target_compile_options(postroom_flags INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Werror
    -Wno-deprecated-declarations -Wno-missing-field-initializers -Wno-missing-designated-field-initializers
    -fstack-protector-strong -fno-omit-frame-pointer)
target_include_directories(postroom_flags INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_compile_definitions(postroom_flags INTERFACE POSTROOM_VERSION="${PROJECT_VERSION}"
    BOOST_JSON_NO_LIB BOOST_URL_NO_LIB)
if(POSTROOM_CRASH_POINTS)
    target_compile_definitions(postroom_flags INTERFACE POSTROOM_CRASH_POINTS=1)
endif()
if(POSTROOM_SANITIZE)
    target_compile_options(postroom_flags INTERFACE -fsanitize=${POSTROOM_SANITIZE} -fno-sanitize-recover=undefined)
    target_link_options(postroom_flags INTERFACE -fsanitize=${POSTROOM_SANITIZE})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_link_options(postroom_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack -pie)
endif()

function(postroom_library name)
    cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${name}/*.cpp")
    list(TRANSFORM ARG_DEPENDS PREPEND postroom_)
    if(sources)
        add_library(postroom_${name} STATIC ${sources})
        target_link_libraries(postroom_${name} PUBLIC postroom_flags ${ARG_DEPENDS} ${ARG_LINK})
    else()
        add_library(postroom_${name} INTERFACE)
        target_link_libraries(postroom_${name} INTERFACE postroom_flags ${ARG_DEPENDS} ${ARG_LINK})
    endif()
endfunction()

# postroom_test(name SOURCES globs... DEPENDS folders... [LABEL label]): one GoogleTest program.
function(postroom_test name)
    cmake_parse_arguments(ARG "" "LABEL" "SOURCES;DEPENDS;LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${ARG_SOURCES})
    if(NOT sources)
        return()
    endif()
    list(TRANSFORM ARG_DEPENDS PREPEND postroom_)
    add_executable(${name} ${sources})
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
    target_compile_definitions(${name} PRIVATE POSTROOM_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} PRIVATE postroom_flags ${ARG_DEPENDS} ${ARG_LINK} gtest gmock gtest_main Threads::Threads)
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 300)
endfunction()
