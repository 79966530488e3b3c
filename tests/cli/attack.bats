# What a submission, or the place where it is graded, might do so that a grade is not the right one.

load helper

setup() {
	set_up_home
	solution 'return a + b;' >right.c
}

# The verdict of a submission, and the exit status 1: it is graded, and falls short.
falls_short() {
	run_assay 1 grade --isolation minimal --no-store --challenge add-two --format json "$1"
	[ "$(json 'd["verdict"]' <<<"$output")" = "$2" ]
}

@test "a program that the kernel cannot run is graded, not an internal error" {
	for name in /lib64/ld-linux-x86-64.so.2 / ''; do
		{
			printf '__asm__(".section .interp,\\"a\\",@progbits\\n.string \\"%s\\"\\n.text");\n' "$name"
			cat right.c
		} >interpreter.c
		falls_short interpreter.c run-time-error
	done
}

@test "assembly that adds broken notes and asks for an executable stack changes nothing" {
	{
		printf '%s\n' '__asm__(".section .note.gnu.property,\"a\",@note\n.long 4,0xffffff,5\n.string \"GNU\"\n"' \
			'".section .note.GNU-stack,\"x\",@progbits\n.text");'
		cat right.c
	} >sections.c
	run_assay 0 grade --isolation minimal --no-store --challenge add-two sections.c
}

@test "leaving early, closing the channels and putting oneself in the place of libc earn nothing" {
	while read -r verdict code; do
		{
			printf '#include <unistd.h>\n%s\n' "$code"
			cat right.c
		} >early.c
		falls_short early.c "$verdict"
	done <<-'END'
		wrong-answer __attribute__((constructor)) static void early(void) { _exit(0); }
		wrong-answer __attribute__((constructor)) static void early(void) { close(3); }
		run-time-error __attribute__((constructor)) static void early(void) { for (int i = 0; i < 16; i++) close(i); }
		compile-error int __libc_start_main(void) { _exit(0); }
		compile-error void _start(void) { _exit(0); }
		compile-error int main(void) { return 0; }
	END
}

@test "too little of a resource is told, and is nobody's compile error" {
	# The shadow of AddressSanitizer is terabytes: such a build does not even start under -v or -d.
	grep -q __asan_init "$ASSAY" && sanitized=yes || sanitized=no
	while read -r letter value; do
		[[ $sanitized$letter == yes[vd] ]] && continue
		status=0
		errors=$( (ulimit "-$letter" "$value" &&
			exec "$ASSAY" grade --isolation minimal --no-store --challenge add-two right.c) 2>&1 >/dev/null) || status=$?
		[ "$status" -eq 4 ]
		holds "$errors" "(ulimit -$letter)"
	done <<-'END'
		v 200000
		d 2000
		n 64
		t 5
	END
	run_assay 0 grade --isolation minimal --no-store --challenge add-two right.c
}
