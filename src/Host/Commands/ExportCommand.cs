using System.CommandLine;
using System.Globalization;

namespace PackageBilling.Host;

/// <summary>Writes charges, statements or the log to a file or to standard output, streamed.</summary>
internal static class ExportCommand
{
    public static Command Create() => new DescribedCommand(
        "export", "Writes charges, statements or the log as CSV or NDJSON.",
        "export charges --from 2026-01-01 --to 2026-01-31 --out january.csv",
        "export log --after 120000 --out newer.ndjson")
    {
        OfDates("charges",
            "Writes every charge line, with reversals, in the order of the log. The dates are business dates."),
        OfDates("statements", "Writes what changed the customers' credit, customer by customer. The dates are those on "
            + "which it was recorded."),
        OfLog(),
    };

    private static DescribedCommand OfDates(string what, string description)
    {
        var (from, to) =
            (CommandOptions.Date("--from", "The first date."), CommandOptions.Date("--to", "The last date."));
        var (customer, knownAt, format, target) =
            (CommandOptions.Customer(), AsKnown.Option(), Format(ExportFormat.Csv), Out());
        var command = new DescribedCommand(
            what, description, $"export {what} --from 2026-01-01 --to 2026-01-31 --out {what}.csv",
            $"export {what} --customer acme --format ndjson")
        { from, to, customer, knownAt, format, target };
        command.Validators.Add(result => CommandOptions.Ordered(result, from, to));
        command.SetAction((parsed, _) =>
        {
            var query = CommandOptions.Query(
                parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(customer), parsed.GetValue(knownAt));
            var (address, file) = ($"/api/export/{what}.{parsed.GetValue(format)}{query}", parsed.GetValue(target));
            return NodeCommand.Run((node, progress, ct) => Export(node, what, address, file, progress, ct));
        });
        return command;
    }

    private static DescribedCommand OfLog()
    {
        var after = new Option<long>("--after")
        { Description = "Only events above this position: what a copy elsewhere lacks.", HelpName = "POSITION" };
        var (format, target) = (Format(ExportFormat.Ndjson), Out());
        var command = new DescribedCommand(
            "log", "Writes every event of the log in its order.", "export log --out log.ndjson",
            "export log --after 120000 --format csv --out newer.csv")
        { after, format, target };
        command.Validators.Add(result =>
        {
            if (result.GetResult(after) is { Errors: var errors } && !errors.Any() && result.GetValue(after) < 0)
                result.AddError("--after must be 0 or more.");
        });
        command.SetAction((parsed, _) =>
        {
            var address = string.Create(CultureInfo.InvariantCulture,
                $"/api/export/log.{parsed.GetValue(format)}?after={parsed.GetValue(after)}");
            var file = parsed.GetValue(target);
            return NodeCommand.Run((node, progress, ct) => Export(node, "log", address, file, progress, ct));
        });
        return command;
    }

    private static async Task<int> Export(
        NodeClient node, string what, string address, string? path, Progress progress, CancellationToken ct)
    {
        progress.Say($"Exporting {what}");
        Action<long> received = bytes => progress.Say(
            string.Create(CultureInfo.InvariantCulture, $"Exporting {what}: {bytes / 1_048_576.0:0.0} MiB so far"));
        if (path is null)
        {
            await using var output = Console.OpenStandardOutput();
            await node.Download(address, output, ct, received);
            return ExitCodes.Done;
        }
        // A file that is there is whole: what broke off is not taken for it.
        var part = $"{path}.part";
        try
        {
            await using (var file = File.Create(part)) await node.Download(address, file, ct, received);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
        return ExitCodes.Done;
    }

    private static Option<string> Format(ExportFormat usual)
    {
        var format = new Option<string>("--format")
        {
            Description = "The form of the rows.", HelpName = string.Join(
                '|', ExportFormat.All.Select(one => one.Extension)), DefaultValueFactory = _ => usual.Extension,
        };
        return format.AcceptOnlyFromAmong([.. ExportFormat.All.Select(one => one.Extension)]);
    }

    private static Option<string> Out() =>
        new("--out") { Description = "The file to write; standard output when none is given.", HelpName = "FILE" };
}
