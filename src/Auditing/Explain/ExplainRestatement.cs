namespace PackageBilling.Auditing.Explain;

/// <summary>
/// The events behind one restatement line, and its arithmetic: what stands, what is due as known then, and the
/// difference.
/// </summary>
internal static class ExplainRestatement
{
    public static async Task<ChargeExplanation> Of(
        FoundRestatement found, NpgsqlDataSource source, IEventLog log, CancellationToken ct)
    {
        var (restated, line) = (found.Restated, found.Line);
        var evidence = await Evidence.Read(source, log, line.Line.AssignmentId, restated.DecidedAt, ct)
            ?? throw new InvalidOperationException(
                $"The assignment of {line.Id} was not known at position {restated.DecidedAt}.");
        var because = line.Because is { } position ? await Evidence.At(log, position, ct) : null;
        return new(line.Id, null, ReportLine.Of(restated, line), false, [.. Steps(found, evidence, because)], null,
            restated.RestatementId);
    }

    private static IEnumerable<ExplainedStep> Steps(FoundRestatement found, Evidence evidence, StoredEvent? because)
    {
        var (restated, line) = (found.Restated, found.Line);
        yield return ExplainedStep.Of(line.Corrected == 0
            ? $"no run has posted {line.Of.Text()} for {Dates.Text(line.Date)}: it fills that gap"
            : $"it corrects {line.Corrects}, which stays as it is");
        yield return because is null
            ? ExplainedStep.Of("nothing that was recorded has changed since, but the rules of charging have")
            : ExplainedStep.Of(because, "the first event since then that makes a difference");
        foreach (var step in Wording.Of(evidence)) yield return step;
        if (line.Due is { } due)
            foreach (var step in Due(restated, line, due, evidence)) yield return step;
        else yield return ExplainedStep.Of("nothing is due by what is known");
        yield return ExplainedStep.Of(
            $"stands: {Amounts.Text(line.StandsRetail)}, cost {Amounts.Text(line.StandsCost)}, earlier corrections "
                + "included");
        yield return ExplainedStep.Of(line.Line.Retail == (line.Due?.Retail ?? 0) - line.StandsRetail
            ? $"difference: {Amounts.Text(line.Due?.Retail ?? 0)} − {Amounts.Text(line.StandsRetail)} = "
                + $"{Amounts.Text(line.Line.Retail)} {restated.Currency}"
            : $"difference: {Amounts.Text(line.Line.Retail)} {restated.Currency} "
                + $"{(line.Line.DebitsCredit ? "of what takes credit" : "of what waits for an invoice")}, since the "
                + "line moves from one to the other");
        yield return ExplainedStep.Of(
            found.Stored, $"posted, decided at position {restated.DecidedAt}: {Credit(restated, line)}");
    }

    private static IEnumerable<ExplainedStep> Due(
        ChargesRestated restated, RestatedLine line, ChargeLine due, Evidence evidence)
    {
        var (assignment, package) = (evidence.AsAssignment(), evidence.AsPackage()!);
        var on = line.Of == ChargeKind.MinimumSpend
            ? due.IntervalFrom > assignment.Start ? due.IntervalFrom.Value : assignment.Start
            : line.Date;
        yield return Wording.Terms(evidence.RevisionOn(package, on), on);
        yield return ExplainedStep.Of(line.Of == ChargeKind.Setup
            ? $"setup is due once, on the first processed date from {Dates.Text(assignment.Start)} on"
            : line.Of == ChargeKind.Proration ? Wording.Period(package, assignment, line.Date)
            : Wording.Match(package.TermsOn(line.Date), line.Date, assignment.Start));
        if (line.Of == ChargeKind.Proration)
            foreach (var part in Proration.On(
                line.Date, assignment, new PackagesOn(line.Date, [package]).Find(package.PackageId)!))
                yield return ExplainedStep.Of(Wording.Part(part));
        yield return ExplainedStep.Of($"quantity on {Dates.Text(on)}: {due.Quantity}");
        var shown = ReportLine.Of(
            restated.CustomerId, restated.Currency, line.Date, LineOutcome.Charged, null, due, isPosted: false);
        foreach (var text in Wording.Arithmetic(shown)) yield return ExplainedStep.Of($"due: {text}");
    }

    private static string Credit(ChargesRestated restated, RestatedLine line)
    {
        if (!line.Line.DebitsCredit) return "it takes no credit and waits for an invoice";
        var before = restated.CreditBefore - restated.Lines.TakeWhile(other => other != line)
            .Select(other => other.Line).Where(other => other.DebitsCredit).Sum(other => other.Retail);
        var flag = line.Line.InsufficientCredit
            ? "; it is flagged: with the credit limit less than nothing is available"
            : "";
        return $"credit {Amounts.Text(before)} {Wording.Less(line.Line.Retail)} = "
            + $"{Amounts.Text(before - line.Line.Retail)}{flag}";
    }
}
