return await PackageBilling.Host.CommandLine.Run(args);
