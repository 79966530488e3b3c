/*
 * record.c - owns the life of a challenge's record. Knows nothing of files.
 */
#include <assay/challenge.h>

#include <stdlib.h>

void assay_challenge_init(struct assay_challenge *challenge)
{
	*challenge = (struct assay_challenge){0};
}

static void free_texts(char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
}

static void release_group(struct assay_group *group)
{
	for (size_t i = 0; i < group->generate_count; i++) {
		struct assay_generate *generate = &group->generates[i];
		free(generate->generator);
		free(generate->behaviour);
		free_texts(generate->arguments, generate->argument_count);
	}
	free(group->generates);
	free(group->behaviour);
}

void assay_challenge_release(struct assay_challenge *challenge)
{
	free(challenge->title);
	free(challenge->summary);
	free_texts(challenge->libraries, challenge->library_count);
	free_texts(challenge->topics, challenge->topic_count);
	free(challenge->checker);
	free(challenge->reference);
	free(challenge->driver);
	free(challenge->sql_setup);
	free_texts(challenge->sql_allow, challenge->sql_allow_count);
	for (size_t i = 0; i < challenge->file_count; i++)
		free(challenge->files[i].path);
	free(challenge->files);
	for (size_t i = 0; i < challenge->group_count; i++)
		release_group(&challenge->groups[i]);
	free(challenge->groups);
	free(challenge->directory);
	assay_challenge_init(challenge);
}

uint32_t assay_challenge_points(const struct assay_challenge *challenge)
{
	uint32_t points = 0;
	for (size_t i = 0; i < challenge->group_count; i++)
		points += challenge->groups[i].points;
	return points;
}
