using System.Text.Json;

namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>Kinds of documents and closings, as the tables and the interface spell them.</summary>
internal static class InvoiceKinds
{
    public static string Text(InvoiceKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static string Text(ClosingInclude include) => JsonNamingPolicy.CamelCase.ConvertName(include.ToString());
}
