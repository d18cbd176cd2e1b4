using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PackageBilling.Billing;

namespace PackageBilling.Host;

/// <summary>
/// Moving in: packages, customers, assignments, pauses and payments from files, in this order, each by its module's
/// rules; then what the first run would post. It is its own answer to a repeat: what is there already is known by the
/// carrier's own ids.
/// </summary>
internal static class ImportFiles
{
    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapPost("", Import)
            .AllowAdmin().WithName("ImportFiles")
            .WithSummary("Brings in packages, customers, assignments, pauses and payments from CSV files")
            .Accepts<ImportForm>(MediaTypeNames.Multipart.FormData)
            .WithMetadata(new RequestSizeLimitAttribute(ImportLimits.BodyBytes))
            .Produces<ImportAnswer>();
        imports.MapGet("", (ImportsHere here) => TypedResults.Ok(new Page<ImportUnderWay>(here.All(), null)))
            .AllowAdmin().WithName("ListImports")
            .WithSummary("The imports of this node: under way, and the last ones that ended");
        imports.MapGet(
            "{importId}/rejects.csv", (string importId, ImportsHere here) => here.RejectsOf(importId) is { } rejects
                    ? TypedResults.Stream(target => rejects.CopyTo(target, CancellationToken.None),
                        "text/csv; charset=utf-8", $"rejects-{importId}.csv")
                    : throw Problem.NotFound("importId", "import kept", importId))
            .AllowAdmin().WithName("GetImportRejects")
            .WithSummary("The rows that did not go in, with line, field and rule, as CSV");
    }

    private static async Task<Ok<ImportAnswer>> Import(
        HttpRequest request, string? mode, string? firstRun, string? preset, string? dryRun, ImportsHere here,
        IEnumerable<IImport> modules, ImportTargets targets, RequestContext context, TimeProvider clock,
        IServiceProvider services, CancellationToken ct)
    {
        var (chosen, firstDate) =
            (Mode(mode), QueryText.Date("firstRun", firstRun) ?? TimeZones.UtcToday(clock.GetUtcNow()));
        var isDryRun = QueryText.Flag("dryRun", dryRun);
        if (!string.IsNullOrEmpty(preset)) FilePresets.Check(preset);
        var kinds = modules.ToList();
        await using var upload = await Upload.Read(request, [.. kinds.Select(kind => kind.File)], ct);
        if (!string.IsNullOrEmpty(preset) && upload.Mapping is not null)
            throw Problem.Malformed("preset", "can't be given beside a mapping");
        var given = string.IsNullOrEmpty(preset) ? upload.Mapping : FilePresets.Json(preset);
        var mapping = given is { } json ? ImportMapping.Read(
            json, kinds.ToDictionary(kind => kind.File, kind => kind.Columns), "calls") : ImportMapping.None;
        var files = kinds.Where(kind => upload.Files.ContainsKey(kind.File))
            .Select(kind =>
                (Kind: kind, File: new ImportFile(kind.File, upload.Files[kind.File], kind.Columns, mapping))).ToList();
        if (files.Count == 0)
            throw Problem.Malformed(
                "request", $"must have at least one of the parts {string.Join(", ", kinds.Select(kind => kind.File))}");

        using var turn = await here.Turn(ct);
        var import = here.Begin(Ids.New(clock.GetUtcNow()), context.Actor, clock.GetUtcNow());
        using var dry = isDryRun ? targets.DryRun(import.ImportId) : null;
        try
        {
            var bulk = new BulkImport((IImportTarget?)dry ?? targets.IntoLog(import.ImportId));
            // All are looked at before any is written: a damaged file refuses the request.
            foreach (var (_, file) in files)
            {
                import.Say("checking", file.Name, 0, 0);
                await file.Check(ct);
            }
            var deciding = isDryRun ? "trying" : "importing";
            var rows = new Dictionary<string, ImportedRows>();
            string? stoppedAt = null;
            foreach (var (kind, file) in files)
            {
                import.Say(deciding, file.Name, 0, file.Rows);
                rows[kind.File] = await bulk.Run(kind, file, chosen, import.Rejects,
                    done => import.Say(deciding, file.Name, done, file.Rows), ct);
                if (chosen != ImportMode.All || rows[kind.File].Rejected == 0) continue;
                stoppedAt = kind.File;
                break;
            }
            if (!isDryRun) import.Say("simulating", null, 0, 0);
            // A run is foreseen from the book, which knows nothing of what a dry run decides.
            var totals = stoppedAt is null && !isDryRun ? await FirstRunTotals(services, firstDate, ct) : null;
            import.Say("ended", null, 0, 0);
            return TypedResults.Ok(new ImportAnswer(
                import.ImportId, chosen == ImportMode.All ? "all" : "rows", isDryRun,
                rows.GetValueOrDefault("packages"), rows.GetValueOrDefault("customers"),
                rows.GetValueOrDefault("assignments"), rows.GetValueOrDefault("pauses"),
                rows.GetValueOrDefault("payments"), stoppedAt,
                import.Rejects.Shown, totals is null ? null : FirstRun.Of(firstDate, totals)));
        }
        catch
        {
            import.Say("failed", null, 0, 0);
            throw;
        }
        finally
        {
            foreach (var (_, file) in files) await file.DisposeAsync();
        }
    }

    // The files are in: a book that is behind must not make this look as if they weren't.
    private static async Task<RunTotals?> FirstRunTotals(IServiceProvider services, DateOnly date, CancellationToken ct)
    {
        try
        {
            return await BillingModule.Preview(services, date, ct);
        }
        catch (NotYetVisibleException)
        {
            return null;
        }
    }

    private static ImportMode Mode(string? text) => text switch
    {
        null or "" or "all" => ImportMode.All,
        "rows" => ImportMode.Rows,
        _ => throw Problem.Malformed("mode", "must be all or rows"),
    };
}

/// <summary>The parts of the request: CSV files with a header, in UTF-8.</summary>
/// <param name="Packages">Columns as the fields of a package; lists such as <c>15 31</c> in one field.</param>
/// <param name="Customers">Columns as the fields of a customer.</param>
/// <param name="Assignments">Columns as the fields of an assignment, with customerId, and packageId
/// or packageName.</param>
/// <param name="Pauses">assignmentId, customerId, from, resumedOn: when assignments are paused.</param>
/// <param name="Payments">reference, customerId, amount: the credit that customers bring along; with kind
/// <c>opening</c> the balance they start with, which may be below 0.</param>
/// <param name="Mapping">JSON: how to read another system's export.</param>
internal sealed record ImportForm(
    IFormFile? Packages, IFormFile? Customers, IFormFile? Assignments, IFormFile? Pauses, IFormFile? Payments,
    IFormFile? Mapping);

/// <summary>What an import did.</summary>
/// <param name="ImportId">By which the rejects file is read, as long as this node keeps it.</param>
/// <param name="Mode"><c>all</c>: a file with a reject goes in not at all; <c>rows</c>: its other rows do.</param>
/// <param name="DryRun">Whether nothing was written: it says what the import would do now.</param>
/// <param name="Packages">Rows of the file; null when it was not sent, or not looked at any more.</param>
/// <param name="Customers"><inheritdoc cref="Packages"/></param>
/// <param name="Assignments"><inheritdoc cref="Packages"/></param>
/// <param name="Pauses"><inheritdoc cref="Packages"/></param>
/// <param name="Payments"><inheritdoc cref="Packages"/></param>
/// <param name="StoppedAt">In mode all the file that was refused; those after it were not looked at.
/// Null when all went in.</param>
/// <param name="Rejects">The first rows that did not go in.</param>
/// <param name="FirstRun">What a charge run would post now; nothing was posted. Null when a file was refused,
/// the book was too far behind to say, or nothing was written.</param>
internal sealed record ImportAnswer(
    string ImportId, string Mode, bool DryRun, ImportedRows? Packages, ImportedRows? Customers,
    ImportedRows? Assignments, ImportedRows? Pauses, ImportedRows? Payments, string? StoppedAt,
    IReadOnlyList<Reject> Rejects, FirstRun? FirstRun);
