# Every submission that ships with notes-api gets the verdict of its folder.

load helper

setup() {
	set_up_home
}

@test "every folder of submissions has its test here" {
	check_folders_named notes-api "$BATS_TEST_FILENAME"
}

@test "accepted" {
	check_folder notes-api accepted
}

@test "compile_error" {
	check_folder notes-api compile_error
}

@test "run_time_error" {
	check_folder notes-api run_time_error
}

@test "time_limit_exceeded" {
	check_folder notes-api time_limit_exceeded
}

@test "wrong_answer" {
	check_folder notes-api wrong_answer
}
