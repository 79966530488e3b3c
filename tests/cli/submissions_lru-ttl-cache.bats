# Every submission that ships with lru-ttl-cache gets the verdict of its folder.

load helper

setup() {
	set_up_home
}

@test "every folder of submissions has its test here" {
	check_folders_named lru-ttl-cache "$BATS_TEST_FILENAME"
}

@test "accepted" {
	check_folder lru-ttl-cache accepted
}

@test "compile_error" {
	check_folder lru-ttl-cache compile_error
}

@test "memory_limit_exceeded" {
	check_folder lru-ttl-cache memory_limit_exceeded
}

@test "run_time_error" {
	check_folder lru-ttl-cache run_time_error
}

@test "time_limit_exceeded" {
	check_folder lru-ttl-cache time_limit_exceeded
}

@test "wrong_answer" {
	check_folder lru-ttl-cache wrong_answer
}
