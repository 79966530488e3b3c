/*
 * names.c - owns the names of the enums of the public headers.
 */
#include <assay/result.h>
