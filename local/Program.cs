System.Console.WriteLine("grain local");
