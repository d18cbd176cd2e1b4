using PackageBilling.Benchmarks;

// Each benchmark prints progress to stderr and one JSON line to stdout.
switch (args)
{
    case ["charge-run", .. var options]:
        await ChargeRunBenchmark.Run(Options.Parse(options));
        return 0;
    case ["growth", .. var options]:
        await GrowthBenchmark.Run(Options.Parse(options));
        return 0;
    case ["big-data", .. var options]:
        await BigDataBenchmark.Run(Options.Parse(options));
        return 0;
    case ["portal", .. var options]:
        await PortalBenchmark.Run(Options.Parse(options));
        return 0;
    case ["import", .. var options]:
        await ImportBenchmark.Run(Options.Parse(options));
        return 0;
    case ["closing", .. var options]:
        await ClosingBenchmark.Run(Options.Parse(options));
        return 0;
    case ["restatement", .. var options]:
        await RestatementBenchmark.Run(Options.Parse(options));
        return 0;
    case ["usage", .. var options]:
        await UsageBenchmark.Run(Options.Parse(options));
        return 0;
    case ["log", .. var options]:
        await LogBenchmark.Run(Options.Parse(options));
        return 0;
    case ["time-travel", .. var options]:
        await TimeTravelBenchmark.Run(Options.Parse(options));
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "Benchmarks -- charge-run --assignments N [--rounds 3] [--negotiated 1] | "
                + "growth [--assignments N] [--years 10] [--rounds 5] | big-data [--assignments N] | "
                + "portal [--customers N] | import --assignments N [--rows 1] | restatement [--assignments N] | "
                + "closing [--customers N] | "
                + "usage --calls N [--customers N] [--random-ids 1] [--mapped 1] | log [--events N] "
                + "[--rounds 3] | time-travel [--assignments N] [--events N]");
        return 2;
}
