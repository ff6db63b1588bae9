using Grain.Local;

return await Commands.RunAsync(args, Console.Out, Console.Error);
