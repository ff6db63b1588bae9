System.Console.WriteLine("grain bench");
