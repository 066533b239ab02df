using TorchSharp;

// Loads the tensor engine and says what it came up with; the published-folder test reads these two lines.
using var zeros = torch.zeros(1);
Console.WriteLine($"zeros {zeros.item<float>()}");
Console.WriteLine($"threads {torch.get_num_threads()}");
return 0;
