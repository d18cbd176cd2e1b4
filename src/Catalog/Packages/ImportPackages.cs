using System.Globalization;
using System.Text.Json;

namespace PackageBilling.Catalog;

/// <summary>
/// Takes packages from a file, by the rules of <see cref="DefinePackage"/>. A package that is there already as it was
/// defined is known, whatever revisions it has had since; a row without an id is the package of that name.
/// </summary>
internal sealed class ImportPackages(DefinePackage.Validator validator, TimeProvider clock) : IImport
{
    private static readonly char[] Between = [' ', ',', ';', '|'];

    // Names that rows of this file have claimed and the log does not have yet. Packages are few.
    private readonly Dictionary<string, string> _claimed = new(StringComparer.Ordinal);

    private IImportTarget _target = null!;

    public string File => "packages";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("packageId"), new("name", Required: true), new("description"), new("type"), new("retail", Required: true),
        new("cost", Required: true),
        new("setupRetail"), new("setupCost"), new("currency"), new("quantity"),
        new("frequency", Required: true), new("frequencyMatch"),
        new("frequencyInterval"), new("anchor"), new("prorate"), new("destinations"),
        new("minimumSpend"), new("minimumProrated"),
        new("rolloverMinutes"), new("minutesTimesQuantity"), new("minimumDays"), new("platformFeature"),
    ];

    public Task Begin(IImportTarget target, CancellationToken ct)
    {
        _target = target;
        _claimed.Clear();
        return Task.CompletedTask;
    }

    public void Committed() => _claimed.Clear();

    public string? Key(ImportRow row) => row.Text("packageId");

    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var commands = rows.Select(row => (Row: row, Command: Command(row))).ToList();
        var sound = commands.Where(one => !one.Row.IsFaulty).Select(one => one.Command).ToList();
        var names = await _target.ReadStreams(
            [.. sound.Select(command => PackageName.Stream(command.Name!)).Distinct()], ct);
        var owners = sound.ToDictionary(command => command,
            command => names.Fold<PackageName>(PackageName.Stream(command.Name!), PackageName.Evolve));
        var packages = await _target.ReadStreams(
            [.. owners.Select(one => one.Key.PackageId ?? one.Value.State?.Owner).OfType<string>().Distinct()
                .Select(Package.Stream)], ct);
        return [.. commands.Select(one => one.Row.IsFaulty
            ? new RowDecision.Rejected(one.Row.Faults)
            : Decide(one.Command, owners[one.Command].State, owners[one.Command].Version, packages))];
    }

    private RowDecision Decide(DefinePackage command, PackageName? name, long nameVersion,
        IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> packages)
    {
        if ((command.PackageId ?? name?.Owner) is { } id
            && packages.Fold<Package>(Package.Stream(id), Package.Evolve).State is { } there)
            return IsAsDefined(command, there.Defined) ? new RowDecision.Known()
                : RowDecision.Rejected.Changed(command.PackageId is null ? "name" : "packageId",
                    $"package {id} is there already with another {Difference(command, there.Defined)}; revise it");
        try
        {
            var packageId = command.PackageId ?? Ids.New(clock.GetUtcNow());
            var sameName = name ?? (_claimed.TryGetValue(NameKey.Of(command.Name!), out var owner)
                ? new PackageName(owner) : null);
            var defined = DefinePackage.Decide(command, packageId, null, sameName);
            _claimed.Add(NameKey.Of(command.Name!), packageId);
            return new RowDecision.Added(
                new StreamFact(Package.Stream(packageId), 0, defined),
                new StreamFact(PackageName.Stream(command.Name!), nameVersion,
                    new PackageNameClaimed(defined.Terms.Name, packageId)));
        }
        catch (ProblemException refused)
        {
            return RowDecision.Rejected.Because(refused);
        }
    }

    private DefinePackage Command(ImportRow row)
    {
        var command = new DefinePackage
        {
            PackageId = row.Text("packageId"),
            Name = row.Text("name"),
            Description = row.Text("description"),
            Type = row.Text("type"),
            Retail = row.Amount("retail"),
            Cost = row.Amount("cost"),
            SetupRetail = row.Amount("setupRetail"),
            SetupCost = row.Amount("setupCost"),
            Currency = row.Text("currency"),
            Quantity = row.Number("quantity"),
            Frequency = row.Text("frequency"),
            FrequencyMatch = Days(row.Text("frequencyMatch")),
            FrequencyInterval = row.Number("frequencyInterval"),
            Anchor = row.Text("anchor"),
            Prorate = row.Text("prorate") is { } parts ? Parts(parts) : null,
            Destinations = Prefixes(row.Text("destinations")),
            MinimumSpend = row.Amount("minimumSpend"),
            MinimumProrated = row.Flag("minimumProrated"),
            RolloverMinutes = row.Number("rolloverMinutes"),
            MinutesTimesQuantity = row.Flag("minutesTimesQuantity"),
            MinimumDays = row.Number("minimumDays"),
            PlatformFeature = row.Text("platformFeature"),
        };
        row.Check(validator.Validate(command));
        return command;
    }

    private static bool IsAsDefined(DefinePackage command, PackageDefined defined) =>
        Difference(command, defined) is null;

    private static string? Difference(DefinePackage command, PackageDefined defined)
    {
        if (command.KnownType != defined.Type) return "type";
        if ((command.Currency ?? Currencies.Default) != defined.Currency) return "currency";
        var (there, given) = (defined.Terms, command.Terms());
        return Changes.None(there, given) ? null
            : Changes.OfSchedule(there, given)
            ?? (there.Name != given.Name ? "name"
            : there.Retail != given.Retail || there.Cost != given.Cost || there.SetupRetail != given.SetupRetail
                || there.SetupCost != given.SetupCost ? "price"
            : "detail");
    }

    // As a list in one field: 15 31, mon thu, 44 91, ^44|^91.
    private static JsonElement? Days(string? text) => text is null ? null
        : JsonSerializer.SerializeToElement(Parts(text).Select(part => int.TryParse(part, NumberStyles.None,
            CultureInfo.InvariantCulture, out var day) ? (object)day : part.ToLowerInvariant()));

    private static JsonElement? Prefixes(string? text) =>
        text is null ? null : JsonSerializer.SerializeToElement(Parts(text));

    private static string[] Parts(string text) => text.Split(Between, StringSplitOptions.RemoveEmptyEntries);
}
