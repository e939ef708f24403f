# postroom_python_tests(LABEL label [TIMEOUT seconds] [LOCK resource]): one ctest a *_test.py of the folder.
#
# Each is run by tests/support/run.py against the program of this build; LOCK keeps tests that
# need the whole machine from running side by side.
function(postroom_python_tests)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT;LOCK" "" ${ARGN})
    include("${CMAKE_SOURCE_DIR}/tests/support/PythonInterpreter.cmake")
    file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.py")
    foreach(test IN LISTS tests)
        get_filename_component(stem ${test} NAME_WE)
        set(name ${ARG_LABEL}_${stem})
        add_test(NAME ${name} COMMAND Python3::Interpreter "${CMAKE_SOURCE_DIR}/tests/support/run.py" ${name} ${test})
        set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT "${ARG_TIMEOUT}"
            ENVIRONMENT "POSTROOM_BINARY=${CMAKE_BINARY_DIR}/postroom;PYTHONDONTWRITEBYTECODE=1")
        if(ARG_LOCK)
            set_tests_properties(${name} PROPERTIES RESOURCE_LOCK "${ARG_LOCK}")
        endif()
    endforeach()
endfunction()
