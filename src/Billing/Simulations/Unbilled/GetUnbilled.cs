namespace PackageBilling.Billing.Simulations.Unbilled;

/// <summary>
/// What should have been charged and was not, over a span of dates: a list to look at. A charge run of a date posts its
/// lines; a difference that late calls make to a settlement is posted by a restatement.
/// </summary>
internal sealed class GetUnbilled(
    UnbilledLines lines, ReadPositions positions, ISubscriptions subscriptions, ReadBarrier barrier,
    ScheduleSettings settings)
{
    /// <summary>Ten years: a misspelt year would otherwise go on for hours.</summary>
    public const int MaxDates = 3_660;

    /// <summary>A page of it.</summary>
    public async Task<Page<ReportLine>> Page(
        string? from, string? to, string? customerId, PageRequest page, CancellationToken ct, string? knownAt = null)
    {
        var found = new List<ReportLine>();
        await foreach (var line in await All(from, to, customerId, knownAt, UnbilledPlace.Read(page), ct))
        {
            found.Add(line);
            if (found.Count > page.Limit) break;
        }
        return page.Of(found, line => UnbilledPlace.Of(line).Text);
    }

    /// <summary>All of it in a file, so that no snapshot of the book waits for the caller's network.</summary>
    public async Task<IResult> File(
        string? from, string? to, string? customerId, ExportFormat format, CancellationToken ct, string? knownAt = null)
    {
        var file = TemporaryFiles.Create(format.Extension);
        try
        {
            await ReportCsv.Write(file, format, await All(from, to, customerId, knownAt, null, ct), ct);
            file.Position = 0;
            return TypedResults.Stream(file, format.ContentType, $"unbilled.{format.Extension}");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task<IAsyncEnumerable<ReportLine>> All(
        string? from, string? to, string? customerId, string? knownAt, UnbilledPlace? after, CancellationToken ct)
    {
        var (first, last) = QueryText.Span(from, to);
        if (customerId is not null && !Identifiers.IsValid(customerId))
            throw Problem.Malformed("customerId", "is not an id");
        var (position, now) = await positions.WithMoment(AsKnownAt.Read(knownAt), customerId, ct);
        last ??= TimeZones.LatestToday(now);
        if (last < first) throw Problem.Rule("from", "must not be after today, where to was left out");
        if (last.Value.DayNumber - first?.DayNumber >= MaxDates)
            throw Problem.Malformed("to", $"must be less than {MaxDates} days after from");
        first ??= await FirstRun(now, ct);
        if (last.Value.DayNumber - first.Value.DayNumber >= MaxDates) first = last.Value.AddDays(1 - MaxDates);
        return lines.Of(new(first.Value, last.Value, now, settings.RunAt), customerId, after, ct, position);
    }

    // No date from before the schedule's first start is ever run by itself, so what is older is asked for by its date.
    private async Task<DateOnly> FirstRun(DateTimeOffset now, CancellationToken ct)
    {
        await barrier.Cover(ScheduleProjection.ProjectionName, ct);
        var agenda = await Agenda.Read(subscriptions, ct);
        var started = agenda.FirstStarted <= now ? agenda.FirstStarted : null;
        return TimeZones.EarliestToday(started ?? now).AddDays(started is null ? -30 : 0);
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/unbilled", async (
                string? from, string? to, string? customerId, string? knownAt, string? limit, string? after,
                GetUnbilled unbilled, CancellationToken ct) =>
                TypedResults.Ok(await unbilled.Page(from, to, customerId, PageRequest.Read(limit, after), ct, knownAt)))
            .AllowRead().WithName("GetUnbilled").WithTags("Charge runs").WithSummary("What should have been charged on "
                + "past dates and was not, by now or as known at a position or an instant");
        foreach (var format in ExportFormat.All)
            api.MapGet($"/unbilled.{format.Extension}", (string? from, string? to, string? customerId, string? knownAt,
                GetUnbilled unbilled, CancellationToken ct) =>
                    unbilled.File(from, to, customerId, format, ct, knownAt))
                .AllowRead().WithName($"GetUnbilled{format.Name}").WithTags("Charge runs")
                .Produces(200, contentType: format.ContentType)
                .WithSummary($"What should have been charged on past dates and was not, as {format.Title}");
    }
}
