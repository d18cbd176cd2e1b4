namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>Shows what closing a period would issue. Writes nothing.</summary>
internal sealed record SimulateClosing(StartClosing Closing) : IRequest<ClosingReport>
{
    internal sealed class Validator : AbstractValidator<SimulateClosing>
    {
        public Validator() => RuleFor(simulated => simulated.Closing).SetValidator(new StartClosing.Validator())
            .OverridePropertyName("");
    }

    internal sealed class Handler(
        NpgsqlDataSource source, ReadBarrier barrier, ClosingReader reader, TimeProvider clock)
        : IRequestHandler<SimulateClosing, ClosingReport>
    {
        public async Task<ClosingReport> Handle(SimulateClosing request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var closing = await StartClosing.Check(
                request.Closing, "", clock.GetUtcNow(), source, cancellationToken);
            var draft = new ClosingDraft(closing);
            await foreach (var page in reader.Pages(
                closing, CustomerRange.All with { CustomerIds = closing.CustomerIds }, cancellationToken))
                draft.Add(page);
            return draft.Report();
        }
    }
}
