/* A fuzzer without the fuzzer, for machines where libFuzzer does not run: gives each file of the directories that are
 * its arguments to the harness once. A harness that finds something ends the process. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX (1u << 20)
#define PATH_LENGTH 4096

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(const char *path) {
  static uint8_t input[INPUT_MAX];
  FILE *file = fopen(path, "rb");
  if (!file)
    return 0;
  size_t size = fread(input, 1, sizeof input, file);
  fclose(file);
  uint8_t *copy = malloc(size ? size : 1);
  if (!copy)
    return 0;
  memcpy(copy, input, size);
  LLVMFuzzerTestOneInput(copy, size);
  free(copy);
  return 1;
}

int main(int argc, char **argv) {
  int count = 0;
  LLVMFuzzerInitialize(&argc, &argv);
  for (int i = 1; i < argc; i++) {
    DIR *directory = opendir(argv[i]);
    if (!directory)
      continue;
    for (struct dirent *entry; (entry = readdir(directory));) {
      char path[PATH_LENGTH];
      int length = snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
      if (entry->d_name[0] != '.' && length > 0 && length < PATH_LENGTH)
        count += run(path);
    }
    closedir(directory);
  }
  printf("%d inputs\n", count);
  return count ? 0 : 1;
}
