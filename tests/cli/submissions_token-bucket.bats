# Every submission that ships with token-bucket gets the verdict of its folder.

load helper

setup() {
	set_up_home
}

@test "every folder of submissions has its test here" {
	check_folders_named token-bucket "$BATS_TEST_FILENAME"
}

@test "accepted" {
	check_folder token-bucket accepted
}

@test "compile_error" {
	check_folder token-bucket compile_error
}

@test "forbidden_call" {
	check_folder token-bucket forbidden_call
}

@test "memory_limit_exceeded" {
	check_folder token-bucket memory_limit_exceeded
}

@test "output_limit_exceeded" {
	check_folder token-bucket output_limit_exceeded
}

@test "partially_accepted" {
	check_folder token-bucket partially_accepted
}

@test "run_time_error" {
	check_folder token-bucket run_time_error
}

@test "time_limit_exceeded" {
	check_folder token-bucket time_limit_exceeded
}

@test "wrong_answer" {
	check_folder token-bucket wrong_answer
}
