/* allowed: exited(0), exited(1) | class: option smuggling | without: - | because: the options of a section are read by a linker with a plugin, which we do not ask for; what is shown is that the compiler takes none */
__asm__(".section .gnu.lto_.opts,\"e\",@progbits\n.string \"'-fplugin=./out' '-o' '/tmp/assay-attack'\"\n.text");
int unused;
