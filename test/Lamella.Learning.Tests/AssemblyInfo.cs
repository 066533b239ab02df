using Xunit.Sdk;
using Xunit.v3;

// Live tensors are counted for the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
