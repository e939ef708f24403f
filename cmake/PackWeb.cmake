# postroom_pack_web(target dist): compiles the built web files into `target`, or an empty table when `dist` has not
# been built (the server then says so). A build of web/ shows up at the next build: the folder is globbed each time.
function(postroom_pack_web target dist)
    set(out "${CMAKE_BINARY_DIR}/web_files")
    set(table "${out}/web_files_table.cpp")
    set(packer "${CMAKE_SOURCE_DIR}/cmake/pack_web.mjs")
    file(GLOB_RECURSE files CONFIGURE_DEPENDS "${dist}/*")
    find_program(POSTROOM_NODE node)
    if(files AND POSTROOM_NODE)
        add_custom_command(OUTPUT "${table}" COMMAND "${POSTROOM_NODE}" "${packer}" "${dist}" "${out}"
                           DEPENDS ${files} "${packer}" COMMENT "Packing web/dist" VERBATIM)
    else()
        file(WRITE "${out}/empty.cpp" "#include \"api/web_files.hpp\"\n\nnamespace postroom::api {\nstd::span<const WebFile> web_files() { return {}; }\n}  // namespace postroom::api\n")
        set(table "${out}/empty.cpp")
    endif()
    target_sources(${target} PRIVATE "${table}")
endfunction()
