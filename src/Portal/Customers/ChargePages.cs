namespace PackageBilling.Portal;

/// <summary>One charge line: why it is there, and its way back.</summary>
internal static class ChargePages
{
    public static string Of(string chargeId) => $"/management/charges/{chargeId}";

    public static async Task<IResult> Show(Visit visit, string chargeId, CancellationToken ct) =>
        await Page(visit, chargeId, FormState.New(), ct);

    public static async Task<IResult> Reverse(HttpContext http, Visit visit, string chargeId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            var again = ChargeAgainChoice.IsAgain(form);
            var reversal = await visit.Api.Reverse(chargeId, again, form.Writing, ct);
            var next = again ? $"The next run for {visit.Formats.Date(reversal.Date)} charges it again."
                : "It won't be charged again.";
            return visit.Done(Of(chargeId), $"The line is reversed. {next}");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Page(visit, chargeId, form, ct);
        }
    }

    private static async Task<IResult> Page(Visit visit, string chargeId, FormState form, CancellationToken ct)
    {
        var charge = await visit.Api.Explain(chargeId, ct);
        var day = Dates.Text(charge.Line.Date);
        // Corrections have the date that they correct; there are never more than a few of a line.
        var others = await visit.Api.Charges(charge.Line.CustomerId, new(day, day), null, ct);
        return Portal.Page.Of<ChargePage>(
            new { Charge = charge, Form = form,
                Corrections = (IReadOnlyList<ReportLine>)[.. others.Items.Where(line => line.Corrects == chargeId)] },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
