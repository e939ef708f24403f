# The Python that runs the tests: Debian's own, because python3-yaml and python3-jsonschema from script/setup are
# importable from there only; a pyenv or a virtual environment that stands first in PATH does not have them.
if(NOT Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
    set(Python3_EXECUTABLE /usr/bin/python3)
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
