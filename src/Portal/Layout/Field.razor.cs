namespace PackageBilling.Portal;

public partial class Field
{
    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public string Type { get; set; } = "text";
    [Parameter] public string? Help { get; set; }
    [Parameter] public bool Required { get; set; }
    [Parameter] public int Rows { get; set; }
    [Parameter] public string? Class { get; set; }

    /// <summary>Where picks come from (<see cref="PickPages"/>); null for a field that is only typed into.</summary>
    [Parameter] public string? Pick { get; set; }

    /// <summary>Another field that the picks depend on.</summary>
    [Parameter] public string? PickWith { get; set; }

    [Parameter] public RenderFragment? ChildContent { get; set; }
    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? More { get; set; }

    /// <summary>The form that it is in, where several on a page have a field of this name.</summary>
    [Parameter] public string? In { get; set; }

    private string Id => IdOf(Name, In);

    /// <summary>A field's id in the page.</summary>
    internal static string IdOf(string name, string? form) => form is null ? $"f-{name}" : $"f-{form}-{name}";

    private IReadOnlyDictionary<string, object>? Offered => Pick is null ? More
        : new Dictionary<string, object>(
            PickPages.Attributes(Pick, Id, Name, PickWith).Concat(More ?? new Dictionary<string, object>()),
            StringComparer.Ordinal);

    private bool IsFaulty => Form.FaultsOf(Name).Count > 0;
    private string? Invalid => IsFaulty ? "is-invalid" : null;
    private string? IsInvalid => IsFaulty ? "true" : null;

    private string? DescribedBy => (Help is not null, IsFaulty) switch
    {
        (true, true) => $"{Id}-help {Id}-fault",
        (true, false) => $"{Id}-help",
        (false, true) => $"{Id}-fault",
        _ => null,
    };
}
