// A driver for tests, as libcuda.so.1 and as libnvidia-ml.so.1: it answers that one GPU is there, and can nothing else.
// Its compute capability is that of the environment variable PRETEND_CAPABILITY, such as 12, else 8; the minor is 0.
#include <stdio.h>
#include <stdlib.h>

int cuInit(unsigned flags) { return 0; }
int cuDriverGetVersion(int *version) { *version = 12080; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int number) { *device = number; return 0; }
int cuDeviceGetName(char *name, int length, int device) { snprintf(name, length, "Pretend GPU"); return 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  const char *major = getenv("PRETEND_CAPABILITY");
  *value = attribute == 75 ? atoi(major ? major : "8") : attribute == 76 ? 0 : 1;
  return 0;
}

int nvmlInit_v2(void) { return 0; }
int nvmlSystemGetDriverVersion(char *version, unsigned length) { snprintf(version, length, "570.00"); return 0; }
