using System.Text;

namespace PackageBilling.Catalog;

/// <summary>How packages are read from the projection.</summary>
internal static class PackageRows
{
    /// <summary>Every package with the terms in effect on the date $1, and its version.</summary>
    public const string OnDate = $"""
        SELECT p.package_id, p.type, p.currency, p.retired, p.version, h.effective_from, n.effective_from, h.terms::text
        FROM catalog.packages p
        CROSS JOIN LATERAL (
            SELECT effective_from, terms, search_key FROM catalog.history
            WHERE package_id = p.package_id AND terms IS NOT NULL AND effective_from <= $1
            {InEffect.NewestFirst}) h
        LEFT JOIN LATERAL (
            SELECT effective_from FROM catalog.history
            WHERE package_id = p.package_id AND terms IS NOT NULL AND effective_from > $1
            ORDER BY effective_from LIMIT 1) n ON true
        """;

    public static PackageView View(NpgsqlDataReader row) => new(TermsView.Of(Terms(row.GetString(7))))
    {
        PackageId = row.GetString(0),
        Type = Enum.Parse<PackageType>(row.GetString(1)),
        Currency = row.GetString(2),
        Retired = row.GetBoolean(3),
        EffectiveFrom = EffectiveFrom(row, 5),
        NextEffectiveFrom = row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6),
    };

    public static long Version(NpgsqlDataReader row) => row.GetInt64(4);

    /// <summary>The date that terms are effective from; null for the first definition.</summary>
    public static DateOnly? EffectiveFrom(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) || row.GetFieldValue<DateOnly>(column) is var date && date == DateOnly.MinValue
            ? null : date;

    public static PackageTerms Terms(string json) =>
        (PackageTerms)EventJson.Read(Encoding.UTF8.GetBytes(json), typeof(PackageTerms));
}
