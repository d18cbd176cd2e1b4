using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Brings in files, and shows what the first run would post.</summary>
internal static class ImportCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private sealed record Request(
        IReadOnlyDictionary<string, FileInfo> Files, FileInfo? Calls, FileInfo? Rejects, string Mode,
        DateOnly? FirstRun, bool DryRun, bool OnlyIfEmpty, bool Json, string? Preset, CallOptions CallOptions);

    public static Command Create()
    {
        var files = new Dictionary<string, Option<FileInfo>>
        {
            ["packages"] = File("--packages", "CSV: packageId, name, type, retail, cost, setupRetail, setupCost, "
                + "currency, quantity, frequency, frequencyMatch, ..."),
            ["customers"] = File("--customers", "CSV: customerId, name, currency, timeZone, creditLimit, "
                + "billingName, address, email, taxId, paymentTermsDays, taxRates, taxFrom."),
            ["assignments"] = File("--assignments", "CSV: assignmentId, customerId, packageId or packageName, "
                + "quantity, startDate, endDate, did, billedThrough, ..."),
            ["pauses"] = File(
                "--pauses", "CSV: assignmentId, customerId, from, resumedOn: when assignments are paused."),
            ["payments"] = File("--payments", "CSV: reference, customerId, amount, kind: the credit that customers "
                + "bring along; kind opening for a balance, which may be below 0."),
            ["mapping"] = File(
                "--mapping", "JSON: how to read another system's export; see build/samples/switch/mapping.json."),
        };
        var calls = File("--calls", "Calls of the switch, CSV or a JSON object a line, also packed by gzip: callId, "
            + "customerId, did, destination, startedAt, billedSeconds, amount.");
        var rejects = new Option<FileInfo>("--rejects")
        { Description = "Writes the rows that do not go in to this CSV file.", HelpName = "FILE" };
        var mode = new Option<string>("--mode")
        {
            Description = "all: a file with a bad row goes in not at all. rows: its other rows go in. The good ones of "
                + "--calls always do.", HelpName = "all|rows", DefaultValueFactory = _ => "all",
        };
        mode.AcceptOnlyFromAmong("all", "rows");
        var firstRun = CommandOptions.Date(
            "--first-run", "The date of the run that is foreseen; today in UTC when left out.");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Writes nothing, and says what the import would do: rows that are new, known, changed or "
                + "rejected, and their sums. Not for --calls.",
        };
        var onlyIfEmpty = new Option<bool>("--only-if-empty")
        { Description = "Does nothing when there is a package or a customer already." };
        var json = CommandOptions.Json();
        var preset = new Option<string>("--preset")
        {
            Description = $"What wrote the files. Calls: {string.Join(", ", CallPresets.Names)}. Packages, customers, "
                + $"assignments and payments: {string.Join(", ", FilePresets.Names)}.",
            HelpName = "NAME",
        };
        preset.AcceptOnlyFromAmong([.. CallPresets.Names.Union(FilePresets.Names)]);
        var timeZone = Text("--time-zone", "IANA", "The time zone of the switch's clock, for calls whose times don't "
            + "say theirs, such as Europe/London.");
        var countryCode = Text("--country-code", "DIGITS", "The country code that national numbers of calls get.");
        var nationalDigits = Text("--national-digits", "LENGTHS", "How many digits national numbers of calls have that "
            + "begin with no 0, such as 9 or 9,10; they get the country code.");
        var customer = Text("--customer", "ID", "The customer of calls that don't say theirs.");
        var command = new DescribedCommand(
            "import", "Brings in packages, customers, assignments, pauses, payments and calls from files; what is "
                + "there already is known by its id.",
            "import --packages packages.csv --customers customers.csv --assignments assignments.csv --payments "
                + "payments.csv", "import --customers customers.csv --dry-run",
            "import --customers customers.csv --mode rows --rejects rejects.csv",
            "import --assignments export.csv --mapping mapping.json --first-run 2026-03-01 --json",
            "import --calls calls.ndjson --rejects rejects.csv",
            "import --calls Master.csv --preset asterisk --time-zone Europe/Madrid --country-code 34")
        {
            calls, preset, timeZone, countryCode, nationalDigits, customer, rejects, mode, firstRun, dryRun,
            onlyIfEmpty, json,
        };
        foreach (var option in files.Values) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(calls) is null
                && files.All(file => file.Key == "mapping" || result.GetResult(file.Value) is null))
                result.AddError("Give at least one of --packages, --customers, --assignments, --pauses, --payments "
                    + "and --calls.");
            if (result.GetValue(dryRun) && result.GetResult(calls) is not null)
                result.AddError("--dry-run is for packages, customers, assignments, pauses and payments. Calls that "
                    + "were wrong are voided by their import ID.");
            if (result.GetResult(preset) is null) return;
            if (result.GetResult(files["mapping"]) is not null)
                result.AddError("Give --preset or --mapping; a mapping can name a preset for its calls.");
            var hasFiles = files.Any(file => result.GetResult(file.Value) is not null);
            var name = result.GetValue(preset);
            if (result.GetResult(calls) is not null && !CallPresets.Names.Contains(name))
                result.AddError($"There is no preset {name} for calls.");
            if (hasFiles && result.GetResult(calls) is null && !FilePresets.Names.Contains(name))
                result.AddError($"The preset {name} is for calls: give --calls too.");
        });
        command.SetAction((parsed, _) =>
        {
            var given = files.Where(file => parsed.GetValue(file.Value) is not null)
                .ToDictionary(file => file.Key, file => parsed.GetValue(file.Value)!);
            var request = new Request(
                given, parsed.GetValue(calls), parsed.GetValue(rejects), parsed.GetValue(mode)!,
                parsed.GetValue(firstRun), parsed.GetValue(dryRun), parsed.GetValue(onlyIfEmpty), parsed.GetValue(json),
                parsed.GetValue(preset),
                new(parsed.GetValue(timeZone), parsed.GetValue(countryCode), parsed.GetValue(customer),
                    parsed.GetValue(nationalDigits)));
            return NodeCommand.Run((node, progress, ct) => Import(node, request, progress, ct));
        });
        return command;
    }

    private static async Task<int> Import(NodeClient node, Request request, Progress progress, CancellationToken ct)
    {
        if (request.OnlyIfEmpty && !await IsEmpty(node, ct))
        {
            await Console.Error.WriteLineAsync("There are packages or customers already; nothing was imported.");
            return ExitCodes.Done;
        }
        var hasFiles = request.Files.Keys.Any(file => file != "mapping");
        await using var calls = request.Calls is null ? null : await OpenCalls(request, request.Calls, ct);
        var answer = hasFiles
            ? await Send(node, request, progress, ct) : new JsonObject { ["rejects"] = new JsonArray() };
        await using var rejects = request.Rejects?.Create();
        if (rejects is not null && hasFiles)
            await node.Download($"/api/imports/{answer["importId"]!.GetValue<string>()}/rejects.csv", rejects, ct);
        if (calls is not null && answer["stoppedAt"] is null)
        {
            await using var wrong = new Rejects(hasHeader: !hasFiles);
            answer["calls"] = await SendCalls.All(node, calls, wrong, progress, ct);
            foreach (var one in wrong.Shown)
                answer["rejects"]!.AsArray().Add(new JsonObject { ["file"] = one.File, ["line"] = one.Line,
                    ["field"] = one.Field, ["error"] = one.Error });
            if (rejects is not null) await wrong.CopyTo(rejects, ct);
        }
        new ImportResults(request.Json, request.Rejects?.Name).Show(answer);
        return ImportResults.Files(answer).Any(rows => rows.Rows["rejected"]!.GetValue<long>() > 0)
            ? ExitCodes.Refused : ExitCodes.Done;
    }

    // A preset, or a mapping that has calls, reads them as the switch wrote them; else they have our names.
    private static async Task<CallsFile> OpenCalls(Request request, FileInfo calls, CancellationToken ct)
    {
        var file = request.Files.GetValueOrDefault("mapping");
        try
        {
            var mapping = request.Preset is { } preset ? CallMappings.OfPreset(preset)
                : file is not null && ImportMapping.ReadCalls(await System.IO.File.ReadAllBytesAsync(file.FullName, ct))
                    is { Calls: not null } given ? CallMappings.Of(given) : null;
            if (mapping is not null) return await CallsFile.OpenMapped(calls, request.CallOptions.In(mapping), ct);
        }
        catch (ProblemException e)
        {
            throw new RequestRefusedException($"{e.Field}: {e.Message}");
        }
        if (request.CallOptions != CallOptions.None)
            throw new RequestRefusedException(
                "--time-zone, --country-code and --customer go with --preset, or a mapping that has calls.");
        return await CallsFile.Open(calls, file, ct);
    }

    private static async Task<JsonObject> Send(
        NodeClient node, Request request, Progress progress, CancellationToken ct)
    {
        progress.Say("Sending the files");
        var path = $"/api/imports?mode={request.Mode}"
            + (request.FirstRun is { } date ? $"&firstRun={Dates.Text(date)}" : "")
            + (request.DryRun ? "&dryRun=true" : "")
            + (request.Preset is { } preset && FilePresets.Names.Contains(preset) ? $"&preset={preset}" : "");
        var import = node.PostFiles(path, request.Files, ct);
        while (await Task.WhenAny(import, Task.Delay(Look, ct)) != import)
            if ((await node.Get("/api/imports", ct))["items"]!.AsArray() is [{ } newest, ..])
                progress.Say(Stage(newest));
        return (await import).AsObject();
    }

    private static async Task<bool> IsEmpty(NodeClient node, CancellationToken ct) =>
        (await node.Get("/api/packages?limit=1&includeRetired=true", ct))["items"]!.AsArray().Count == 0
        && (await node.Get("/api/customers?limit=1", ct))["items"]!.AsArray().Count == 0;

    private static string Stage(JsonNode import)
    {
        const int width = 30;
        var (done, rows) = (import["done"]!.GetValue<int>(), import["rows"]!.GetValue<int>());
        if (rows == 0) return $"{import["status"]} {import["file"]}".Trim();
        // All is decided before it is written.
        if (done == rows) return $"writing {import["file"]}";
        var filled = (int)((long)done * width / rows);
        return $"{import["file"]} {new string('█', filled)}{new string('░', width - filled)} {done} of {rows}";
    }

    private static Option<string> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    private static Option<FileInfo> File(string name, string description) =>
        new Option<FileInfo>(name) { Description = description, HelpName = "FILE" }.AcceptExistingOnly();
}
