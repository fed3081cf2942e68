"""Tea shop: a table of a database, asked for once in ten minutes however often the script runs.

The connection is opened once and shared by everybody. Here the database is in memory; that of a real shop would stand in
`.streamlit/secrets.toml`, which nobody commits, under `[connections.shop]`.
"""

from sqlalchemy import text

import millstream as st

TEAS = ["Assam", "Oolong", "Sencha"]

shop = st.connection("shop", type="sql", url="sqlite://")


@st.cache_resource
def first_orders() -> None:
    with shop.session as session:
        session.execute(text("create table orders (tea text, grams integer)"))
        session.execute(text("insert into orders values ('Sencha', 100), ('Assam', 250)"))
        session.commit()


first_orders()

st.title("Tea shop")
tea = st.selectbox("Tea", TEAS, key="tea")
grams = st.number_input("Grams", 50, 1000, 100, step=50)

if st.button("Order"):
    with shop.session as session:
        order = {"tea": tea, "grams": grams}
        session.execute(text("insert into orders values (:tea, :grams)"), order)
        session.commit()

if st.button("Read again"):
    st.cache_data.clear()

sold = shop.query(
    """
    select tea as Tea, count(*) as Orders, sum(grams) as Grams, strftime('%H:%M:%f', 'now') as read_at
    from orders group by tea order by tea
    """,
    ttl="10m",
)
st.dataframe(sold.drop(columns="read_at"), hide_index=True)
st.caption(f"{sold.Orders.sum()} orders, read at {sold.read_at[0]}")
