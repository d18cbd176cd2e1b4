namespace PackageBilling.Portal;

public partial class AccountPage
{
    [Parameter, EditorRequired] public CustomerView Customer { get; set; } = null!;
    [Parameter, EditorRequired] public AccountView Account { get; set; } = null!;
    [Parameter, EditorRequired] public IReadOnlyList<CustomerFeature> Features { get; set; } = [];
    [Parameter, EditorRequired] public Span Span { get; set; } = null!;
    [Parameter, EditorRequired] public CreditLine Line { get; set; } = null!;

    private string Chart() => ChartData.Line(Visit.Formats.Language,
        [.. Line.Points.Select(Label)],
        [($"Credit in {Account.Currency}", [.. Line.Points.Select(point => point.Credit)])], stepped: true);

    private string Label(CreditPoint point) => point switch
    {
        { At: { } at } => Visit.Formats.Instant(at),
        { On: { } on } => Visit.Formats.Date(on),
        _ => "Brought forward",
    };
}
