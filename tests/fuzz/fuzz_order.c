/*
 * fuzz_order.c - any bytes as a request to the launcher: refused, or every text of it lies inside
 * the packet and every count within its table.
 */
#include "../../sandbox/launcher/launcher.h"

#include "fuzz.h"

static void check_text(const struct assay_wire_run *run, const char *text)
{
	require(text >= run->text && text < run->text + run->text_size);
	require(memchr(text, '\0', (size_t)(run->text + run->text_size - text)) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_wire_run *run = calloc(1, sizeof *run);
	struct assay_order *order = calloc(1, sizeof *order);
	require(run != NULL && order != NULL);
	size_t head = offsetof(struct assay_wire_run, text);
	size_t taken = size < sizeof *run ? size : sizeof *run;
	memcpy(run, data, taken);
	/* Half of the inputs tell the truth about their size, to come further. */
	if ((size & 1) == 0 && taken > head) {
		run->text_size = (uint32_t)(taken - head);
		order->fd_count = run->channel_count + run->has_program + (run->file_count > 0) +
				  run->has_scratch + run->output_count;
		order->fd_count %= ASSAY_WIRE_FDS_MAX + 1;
	}
	if (assay_order_parse(order, run, taken)) {
		check_text(run, order->program_path);
		for (size_t i = 0; i < run->argument_count; i++)
			check_text(run, order->argv[i]);
		for (size_t i = 0; i < run->environment_count; i++)
			check_text(run, order->envp[i]);
		for (size_t i = 0; i < run->file_count; i++)
			check_text(run, order->file_names[i]);
		for (size_t i = 0; i < run->output_count; i++)
			check_text(run, order->output_names[i]);
	}
	free(order);
	free(run);
	return 0;
}
