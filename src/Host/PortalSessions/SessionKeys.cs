using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace PackageBilling.Host;

/// <summary>
/// Where the keys are kept that protect the tokens of the portal's forms: in the database, so that a form that was
/// loaded before a restart, or from another node, can still be sent. They protect nothing else: a session's cookie
/// holds a random id.
/// </summary>
internal sealed class SessionKeys(NpgsqlDataSource source) : IXmlRepository
{
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(
        source, "session_keys",
    [
        "CREATE TABLE product.session_keys (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, friendly_name text NOT "
            + "NULL, xml text NOT NULL)",
    ], ct);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand("SELECT xml FROM product.session_keys ORDER BY id");
        using var row = command.ExecuteReader();
        var elements = new List<XElement>();
        while (row.Read()) elements.Add(XElement.Parse(row.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand(
            "INSERT INTO product.session_keys (friendly_name, xml) VALUES ($1, $2)");
        command.Parameters.AddValues(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}
