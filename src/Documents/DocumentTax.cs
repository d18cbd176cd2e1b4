namespace PackageBilling.Documents;

/// <summary>A tax on the net amount.</summary>
/// <param name="Name">Its name, such as <c>VAT</c>.</param>
/// <param name="Percent">The rate in percent.</param>
/// <param name="Amount">The tax, in minor units of the currency.</param>
public sealed record DocumentTax(string Name, decimal Percent, decimal Amount);
