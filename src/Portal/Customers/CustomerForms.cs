using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>The forms of a customer's details, and the bodies that are made of them.</summary>
/// <param name="Details">What may change of the customer itself.</param>
/// <param name="Billing">What its documents say about it.</param>
/// <param name="Taxes">Its taxes from a date on.</param>
public sealed record CustomerForms(FormState Details, FormState Billing, FormState Taxes)
{
    /// <summary>The most rates that the interface takes.</summary>
    public const int MaxRates = 10;

    private const int FewestRows = 3, BlankRows = 2;

    /// <summary>The forms with what holds now; the taxes with those of today.</summary>
    internal static CustomerForms Of(CustomerView customer, CustomerBilling billing, DateOnly today)
    {
        var rates = InEffect.On(billing.TaxRates, today, from => from.EffectiveFrom)?.Rates ?? [];
        return new(
            FormState.New(("name", customer.Name), ("timeZone", customer.TimeZone),
                ("creditLimit", Text(customer.CreditLimit))),
            FormState.New(("name", billing.Name), ("address", string.Join('\n', billing.Address)),
                ("email", billing.Email), ("taxId", billing.TaxId),
                ("paymentTermsDays", billing.PaymentTermsDays.ToString(CultureInfo.InvariantCulture))),
            FormState.New([("effectiveFrom", Dates.Text(today)), .. rates.SelectMany((rate, at) =>
                ((string, string?)[])[(Tax(at + 1), rate.Name), (Percent(at + 1), Text(rate.Percent))])]));
    }

    /// <summary>The rows of the taxes to show: those that are filled in, and some more.</summary>
    public int Rows => Math.Clamp(Filled(Taxes).LastOrDefault() + BlankRows, FewestRows, MaxRates);

    /// <summary>The field with the name of a rate.</summary>
    public static string Tax(int row) => $"tax{row}";

    /// <summary>The field with the percentage of a rate.</summary>
    public static string Percent(int row) => $"percent{row}";

    /// <summary>The billing details as the interface takes them.</summary>
    internal static Dictionary<string, object> BillingBody(FormState form) => FormState.Body(
        ("name", form.Text("name")), ("address", form.Text("address")?.Split(
            '\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ("email", form.Text("email")), ("taxId", form.Text("taxId")),
        ("paymentTermsDays", form.Whole("paymentTermsDays")));

    /// <summary>The taxes as the interface takes them.</summary>
    internal static Dictionary<string, object> TaxesBody(FormState form) => FormState.Body(
        ("effectiveFrom", form.Text("effectiveFrom")),
        ("rates", Filled(form).Select(row => FormState.Body(
            ("name", form.Text(Tax(row))), ("percent", form.Text(Percent(row))))).ToArray()));

    /// <summary>What the interface says of a rate, by the fields of its row.</summary>
    internal static ApiRefusedException ByRow(FormState form, ApiRefusedException refused)
    {
        var rows = Filled(form).ToList();
        return new(refused.Status, refused.Message, refused.Errors.ToDictionary(
            error => Field(error.Key), error => error.Value, StringComparer.Ordinal));

        string Field(string name) =>
            name.Split('[', ']') is ["rates", var index, var field]
            && int.TryParse(index, CultureInfo.InvariantCulture, out var at) && at < rows.Count
                ? field == ".percent" ? Percent(rows[at]) : Tax(rows[at])
                : name;
    }

    private static IEnumerable<int> Filled(FormState form) => Enumerable.Range(1, MaxRates)
        .Where(row => form.Text(Tax(row)) is not null || form.Text(Percent(row)) is not null);

    private static string Text(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);
}
