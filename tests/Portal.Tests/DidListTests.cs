namespace PackageBilling.Portal.Tests;

public sealed class DidListTests
{
    [Fact]
    public void numbers_are_read_one_a_line_or_with_commas_and_as_people_write_them()
    {
        var list = DidList.Read("+44 20 7946 0958\r\n\n(1) 212-555-0100, 49301234567;\t33.1.23.45.67.89");
        list.Dids.ShouldBe(["442079460958", "12125550100", "49301234567", "33123456789"]);
        (list.Repeated.Count, list.Others.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void a_number_that_is_repeated_counts_once_and_what_is_none_is_named()
    {
        var list = DidList.Read("442079460958\n+44 2079460958\n020 7946 0958\nmain line");
        list.Dids.ShouldBe(["442079460958"]);
        list.Repeated.ShouldBe(["442079460958"]);
        list.Others.ShouldBe(["020 7946 0958", "main line"]);
    }

    [Fact]
    public void of_a_csv_file_the_first_column_counts_without_its_heading() =>
        DidList.Read(DidList.FirstColumn("\uFEFFdid;name\r\n\"442079460958\";Reception\r\n12125550100;Fax\r\n")).Dids
            .ShouldBe(["442079460958", "12125550100"]);
}
