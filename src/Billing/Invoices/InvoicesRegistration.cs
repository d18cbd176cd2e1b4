using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Messaging;
using PackageBilling.Messaging.Mail;

namespace PackageBilling.Billing.Invoices;

/// <summary>What invoices need and answer.</summary>
internal static class InvoicesRegistration
{
    public static void AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<InvoicePoster>();
        services.AddSingleton<ClosingReader>();
        services.AddSingleton<ClosingExecution>();
        services.AddSingleton<ClosingWorker>();
        services.AddScoped<ClosingReports>();
        services.AddScoped<IssuedInvoices>();
        services.AddScoped<PrintInvoice>();
        services.AddScoped<IDocumentMail, DocumentMail>();
        services.AddSingleton<IMailRequests, InvoiceMailRequests>();
        services.AddScoped<ExportInvoices>();
        services.AddScoped<ExportJournal>();
        services.AddSingleton(provider => JournalAccounts.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<MarkOverdue>();
        services.AddSingleton<IExclusiveWork>(provider => provider.GetRequiredService<MarkOverdue>());
        services.AddHostedService(provider => provider.GetRequiredService<ClosingWorker>());
    }

    public static void MapInvoices(this IEndpointRouteBuilder api)
    {
        MarkInvoiced.Map(api);
        StartClosing.Map(api);
        ClosingReports.Map(api);
        ListInvoices.Map(api);
        // Before the number itself, which would take the endings in.
        PrintInvoice.Map(api);
        GetInvoice.Map(api);
        CreditInvoice.Map(api);
        SendInvoice.Map(api);
        ExportInvoices.Map(api);
        ExportJournal.Map(api);
    }
}
