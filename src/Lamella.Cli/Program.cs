using Lamella.Cli;

return await Rim.RunAsync(Commands.All(), args);
