# Every submission that ships with leaky-service gets the verdict of its folder.

load helper

setup() {
	set_up_home
}

@test "every folder of submissions has its test here" {
	check_folders_named leaky-service "$BATS_TEST_FILENAME"
}

@test "accepted" {
	check_folder leaky-service accepted
}

@test "memory_limit_exceeded" {
	check_folder leaky-service memory_limit_exceeded
}

@test "partially_accepted" {
	check_folder leaky-service partially_accepted
}

@test "run_time_error" {
	check_folder leaky-service run_time_error
}

@test "wrong_answer" {
	check_folder leaky-service wrong_answer
}
