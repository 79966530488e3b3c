/* allowed: exited(1) | class: option smuggling | without: - | because: it is no C; what is shown is that nobody takes it for what it is */
INPUT(/etc/passwd)
OUTPUT(/tmp/assay-attack)
