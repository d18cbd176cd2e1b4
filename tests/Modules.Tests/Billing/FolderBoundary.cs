using System.Reflection;
using System.Text.RegularExpressions;
using MediatR;
using PackageBilling.Billing;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The folders of Billing have an order, and each refers to those before it only.</summary>
public sealed partial class FolderBoundary
{
    private const string Module = "PackageBilling.Billing";

    private static readonly string[] Order =
        ["Events", "Storage", "Reports", "Accounts", "Usage", "Runs", "Nights", "Simulations", "Corrections",
            "Invoices", "Reconciliations"];

    private static readonly Assembly Billing = typeof(BillingModule).Assembly;

    [Fact]
    public void the_namespaces_are_the_folders()
    {
        foreach (var (path, text) in Sources())
        {
            var expected = string.Join('.', [Module, .. path.Split('/')[..^1]]);
            Namespace().Matches(text).Select(match => match.Groups[1].Value).ShouldBe([expected], path);
        }
        // Nothing but the module itself is outside of the folders.
        Billing.GetTypes().Where(type => !type.IsNested && type.Namespace == Module).ShouldBe([typeof(BillingModule)]);
        Billing.GetTypes().Where(IsOurs).Select(FolderOf).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(Order.Append("").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void a_folder_refers_only_to_folders_before_it()
    {
        var pairs = References.Within(Billing).Where(pair => IsOurs(pair.From) && IsOurs(pair.To)).ToList();

        pairs.Where(pair => Place(pair.To) > Place(pair.From))
            .Select(pair => $"{pair.From.FullName} refers to {pair.To.FullName}").ShouldBeEmpty();

        // Each folder is seen to refer to the storage, so the code is read as it's meant to be.
        Order[2..].Except(["Reports"]).ShouldAllBe(folder =>
            pairs.Any(pair => FolderOf(pair.From) == folder && FolderOf(pair.To) == "Storage"));
    }

    /// <summary>The compiler puts a constant's value in its place, so only the sources tell whose it was.</summary>
    [Fact]
    public void a_folder_takes_constants_only_from_folders_before_it()
    {
        var constants = Billing.GetTypes().Where(type => IsOurs(type) && !type.IsNested)
            .Where(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
                .Any(field => field.IsLiteral))
            .ToDictionary(type => type.Name);
        var taken = (
            from source in Sources()
            let folder = source.Path.Split('/')[..^1].FirstOrDefault("")
            from Match used in Constant().Matches(Comment().Replace(source.Text, ""))
            where constants.ContainsKey(used.Groups[1].Value)
            let of = constants[used.Groups[1].Value]
            where of.GetField(used.Groups[2].Value, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
                is { IsLiteral: true }
            select (source.Path, Folder: folder, Name: used.Value, Of: FolderOf(of))).ToList();

        taken.Where(one => Place(one.Of) > Place(one.Folder)).Select(one => $"{one.Path} takes {one.Name}")
            .ShouldBeEmpty();
        taken.ShouldContain(one => one.Folder == "Runs" && one.Name == "BookProjection.ProjectionName");
    }

    [Fact]
    public void only_the_storage_has_sql()
    {
        var statements = References.Texts(Billing).Where(one => IsSql(one.Text)).ToList();

        statements.Where(one => FolderOf(one.In) != "Storage").Select(one => $"{one.In.FullName}: {one.Text}")
            .ShouldBeEmpty();
        statements.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void sql_is_recognized()
    {
        string[] statements =
        [
            "SELECT 1", "\n    select run_id from runs", "INSERT INTO zones (time_zone)", "UPDATE ", "DELETE FROM owed",
            "update zones set customers = 1", "COPY posting.calls (call_id) FROM STDIN", "WITH w AS (SELECT 1)",
            "LISTEN news", "SET LOCAL enable_nestloop = off", " FROM billing.customers c", "LEFT JOIN LATERAL (",
            "x AND billing.accounts.credit",
        ];
        statements.ShouldAllBe(text => IsSql(text));
        string[] others = ["must say why", "with", "selected", "update", "from", "billing", "UpdateZones", "schedule"];
        others.ShouldAllBe(text => !IsSql(text));
    }

    /// <summary>An idempotency key is bound to its request's name without the folder, which must be enough.</summary>
    [Fact]
    public void requests_have_names_of_their_own() => Billing.GetTypes()
        .Where(type => type.GetInterfaces().Any(one =>
            one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRequest<>)))
        .GroupBy(type => type.Name).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();

    private static bool IsSql(string text) => Statement().IsMatch(text) || Table().IsMatch(text);

    private static bool IsOurs(Type type) => References.Outermost(type).Namespace is { } space
        && (space == Module || space.StartsWith(Module + ".", StringComparison.Ordinal));

    /// <summary>The top folder that a type is in; empty for the module itself.</summary>
    private static string FolderOf(Type type) =>
        References.Outermost(type).Namespace![Module.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault("");

    /// <summary>A folder's place in the order. The module itself, which puts them together, comes last.</summary>
    private static int Place(string folder) => folder.Length == 0 ? Order.Length
        : Array.IndexOf(Order, folder) is >= 0 and var place ? place
        : throw new InvalidOperationException($"{folder} has no place in the order.");

    private static int Place(Type type) => Place(FolderOf(type));

    /// <summary>The sources of Billing, as paths from its folder.</summary>
    private static IEnumerable<(string Path, string Text)> Sources()
    {
        var root = Path.Combine(Repository.Root, "src", "Billing");
        return from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
               let path = Path.GetRelativePath(root, file).Replace('\\', '/')
               where path.Split('/') is not ["bin" or "obj", ..]
               select (path, File.ReadAllText(file));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(?<![.\w])([A-Z]\w*)\.([A-Z]\w*)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Constant();

    [GeneratedRegex("//.*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    // A text in capitals that begins like a statement, or a part of one; in small letters it takes more to be one.
    [GeneratedRegex(
        """
        ^\s*(?:(?:SELECT|INSERT\sINTO|UPDATE|DELETE\sFROM|MERGE\sINTO|WITH|COPY|CREATE|ALTER|DROP|TRUNCATE|LOCK
        |LISTEN|UNLISTEN|NOTIFY|SET\sLOCAL|VALUES|FROM|WHERE|(?:LEFT\s|CROSS\s|INNER\s)?JOIN|ORDER\sBY|GROUP\sBY
        |ON\sCONFLICT)\b
        |(?i:select\s+\S+.*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|merge\s+into\s
        |copy\s+\S+\s+\())
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(?:billing|posting|credit_watch|schedule|vault|events)\.[a-z]+[a-z_]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Table();
}
