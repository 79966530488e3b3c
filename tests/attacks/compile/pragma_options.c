/* allowed: exited(0), exited(1) | class: option smuggling | without: - | because: pragmas take options of the optimiser alone; what is shown is that others do nothing */
#pragma GCC optimize "save-temps", "-fplugin=./out", "-wrapper /bin/sh"
#pragma GCC pch_preprocess "/etc/passwd"
#pragma GCC system_header
__attribute__((optimize("-fdump-tree-all=/tmp/assay-attack"))) int f(int x) { return x; }
