namespace PackageBilling.Portal;

public partial class CallsPage
{
    [Parameter, EditorRequired] public CustomerView Customer { get; set; } = null!;
    [Parameter, EditorRequired] public Span Span { get; set; } = null!;
    [Parameter, EditorRequired] public Page<CallView> Calls { get; set; } = null!;
    [Parameter, EditorRequired] public IReadOnlyList<FreeMinutesView> Minutes { get; set; } = [];
    [Parameter] public UsageTaken? Taken { get; set; }
    [Parameter] public string? Fault { get; set; }

    private string CorrectAddress => Addresses.Of(CallPages.Correct,
        ("customerId", Customer.CustomerId), ("from", Span.From), ("to", Span.To));

    private string Path => CustomerPages.Of(Customer.CustomerId) + "/calls";
}
