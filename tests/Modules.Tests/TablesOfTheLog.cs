using System.Text.RegularExpressions;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests;

/// <summary>The tables of the log are named by the event store and by Billing's storage, and nowhere else.</summary>
public sealed partial class TablesOfTheLog
{
    private static readonly string[] Places = ["src/EventStore/", "src/Billing/Storage/"];

    [Fact]
    public void only_the_event_store_and_the_storage_of_billing_name_them()
    {
        var named = Sources().SelectMany(Named).ToList();
        // Each place names them, so the scan reads what it's meant to read.
        Places.ShouldAllBe(place => named.Any(line => IsIn(line, place)));
        named.Where(line => !Places.Any(place => IsIn(line, place))).ShouldBeEmpty();
    }

    [Fact]
    public void each_name_is_recognized()
    {
        string[] names =
        [
            "events.mt_events", "mt_streams", "events.mt_events_sequence", "mt_event_progression", "EVENTS.MARKS",
        ];
        names.ShouldAllBe(name => Name().IsMatch($"SELECT 1 FROM {name} WHERE true"));
        string[] others = ["audit.seals", "log_events.Marks", "events.Add(marks)", "events.MarksOf(date)"];
        others.ShouldAllBe(other => !Name().IsMatch(other));
    }

    // Everything of Marten's begins with mt_, columns of the log's tables too.
    [GeneratedRegex(@"\bmt_[a-z]|\bevents\.marks\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>The sources of every project of the solution under src, as paths from the repository's root.</summary>
    private static IEnumerable<string> Sources() =>
        from project in Project().Matches(File.ReadAllText(Path.Combine(Repository.Root, "PackageBilling.sln")))
        let folder = project.Groups[1].Value.Replace('\\', '/')
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where Path.GetExtension(path) is ".cs" or ".sql"
        where !IsIn(path, $"{folder}/bin/") && !IsIn(path, $"{folder}/obj/")
        select path;

    [GeneratedRegex(@"""(src\\[^""]+)\\[^\\""]+\.csproj""")]
    private static partial Regex Project();

    /// <summary>The lines of a source that name a table: file, line and text.</summary>
    private static IEnumerable<string> Named(string path) =>
        File.ReadLines(Path.Combine(Repository.Root, path)).Index()
            .Where(line => Name().IsMatch(line.Item))
            .Select(line => $"{path}:{line.Index + 1}: {line.Item.Trim()}");

    private static bool IsIn(string line, string place) => line.StartsWith(place, StringComparison.Ordinal);
}
