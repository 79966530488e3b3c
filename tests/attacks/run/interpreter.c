/* allowed: exited(126) | class: set-up faults | without: - | because: the kernel itself refuses the file; what counts is that the refusal is not taken for a fault of ours, which would leave a submission ungraded | aim: internal */
__asm__(".section .interp,\"a\",@progbits\n\t.string \"/lib64/ld-linux-x86-64.so.2\"\n\t.text");

int main(void)
{
	return 0;
}
