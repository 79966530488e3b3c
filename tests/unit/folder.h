/*
 * folder.h - temporary folders for tests, and a small valid challenge to put into them.
 */
#ifndef ASSAY_TEST_FOLDER_H
#define ASSAY_TEST_FOLDER_H

/* A new folder below $TMPDIR; freed by folder_remove(), which removes all that is in it. */
char *folder_make(void);
void folder_remove(char *root);

/* ROOT/PATH; freed by the caller. */
char *folder_join(const char *root, const char *path);

/* Writes ROOT/PATH, making the folders above it. */
void folder_write(const char *root, const char *path, const char *text);
void folder_delete(const char *root, const char *path);
void folder_link(const char *root, const char *path, const char *target);

/* The manifest of the small challenge, with its id; and all of its files, in ROOT/ID. */
extern const char folder_manifest[];
void folder_write_challenge(const char *root, const char *id);

/* A copy of `text` in which the one place that reads `old` reads `new`; freed by the caller. */
char *folder_replace(const char *text, const char *old, const char *new);

#endif
