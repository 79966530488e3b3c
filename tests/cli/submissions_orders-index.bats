# Every submission that ships with orders-index gets the verdict of its folder.

load helper

setup() {
	set_up_home
}

@test "every folder of submissions has its test here" {
	check_folders_named orders-index "$BATS_TEST_FILENAME"
}

@test "accepted" {
	check_folder orders-index accepted
}

@test "compile_error" {
	check_folder orders-index compile_error
}

@test "forbidden_call" {
	check_folder orders-index forbidden_call
}

@test "partially_accepted" {
	check_folder orders-index partially_accepted
}

@test "run_time_error" {
	check_folder orders-index run_time_error
}
